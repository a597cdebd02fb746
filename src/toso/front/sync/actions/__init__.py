"""What happens to phones and to what they send."""
