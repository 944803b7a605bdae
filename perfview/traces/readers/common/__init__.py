"""What readers of several formats share: tables, hot columns, from tables to the model."""
