"""What changes of the import graph would bring, before anybody makes them."""
