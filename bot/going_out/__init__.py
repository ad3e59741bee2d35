"""What is going out to people, seen and steered: progress, pause, resume, cancel, send again by hand."""
