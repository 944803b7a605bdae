"""Parts of the Gecko reader: tables as they are written, places in code, threads, the model."""
