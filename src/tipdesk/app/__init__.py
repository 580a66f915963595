"""What tipdesk can do to a library; the window and the command line are two faces of this."""
