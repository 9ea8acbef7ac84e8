"""What calendar programs show of our feeds."""
