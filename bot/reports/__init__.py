"""The reporting point: handing in a report, following it, handling it."""
