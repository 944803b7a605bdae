"""What Parcel and its reporters tell."""
