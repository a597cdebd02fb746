"""Pure rules of the phone's doors."""
