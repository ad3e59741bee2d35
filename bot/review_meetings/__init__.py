"""Review meetings: the local meeting in which reports are discussed and decided."""
