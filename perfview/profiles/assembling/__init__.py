"""Raw columns of files brought into the order the model promises."""
