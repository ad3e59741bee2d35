"""What has to happen one at a time, over all replicas (`storage.db.one_at_a_time`)."""

from enum import IntEnum, unique


@unique
class Lock(IntEnum):
    """PostgreSQL's advisory locks. Of two alike, people who do different things would wait for each other."""

    FIELD_LOG_KINDS = 0x62616B656E6C  # two new kinds of the same name at the same moment
    WEEKS = 0x62616B656E77  # two weeks that are begun at the same moment
    CLOSING = 0x62616B656E63  # replicas close one half-year at a time
    PUBLIC_PAGE = 0x62616B656E67  # two windows, or one and the command line, in which it is opened or closed
    COMMITMENTS = 0x62616B656E70  # two who change the plan at once
    DIRECTORY = 0x62616B656E6F  # whoever changes it: replicas that start together, a file, Entra
    SLOTS = 0x62616B656E6E  # replicas whose clocks say "now" together tell each handler once
    SAVED_VIEWS = 0x62616B656E76  # two windows in which somebody keeps a view at once
    RETENTION = 0x62616B656E64  # two replicas, or one and the command line, that destroy at once
    LINKS = 0x62616B656E78  # two who link four reports at once, and would close a circle that neither sees
    READY_ANSWERS = 0x62616B656E79  # two who change the texts at once
    REMINDERS = 0x62616B656E72  # replicas whose clocks say "now" together remind each handler once
    NARRATIVES = 0x62616B656E66  # two next versions of one story
    TALLIES = 0x62616B656E74  # replicas that add up together
    PURPOSE_KEYS = 0x62616B656E61  # two that want the same new key get the same one
    MIGRATION = 0x62616B656E6D  # replicas that start together migrate one after the other
    TRAIL = 0x62616B656E  # lines of the trail follow one another
    SECRETS = 0x62616B656E73  # replicas that start together make one set of secrets
