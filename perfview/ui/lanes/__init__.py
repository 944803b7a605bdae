"""What stands beside a picture over time: the ruler on top, the column of rows to the left."""
