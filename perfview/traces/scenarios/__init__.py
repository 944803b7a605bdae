"""What a recording would be like if something in it were different, and what that saves."""
