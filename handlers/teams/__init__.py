"""Microsoft Teams: what comes in, how a screen looks there, what goes out.

Nothing is imported here: the Teams SDK takes a second and 60 MB, which only those pay who use Teams.
"""
