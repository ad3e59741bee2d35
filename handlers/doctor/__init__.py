"""`baken doctor`: looks over everything that can be looked over without changing anything."""

from handlers.doctor.examination import at_start, examine

__all__ = ["at_start", "examine"]
