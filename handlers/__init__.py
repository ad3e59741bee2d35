"""Every way in and out: Slack, the web, the command line, the clock."""
