"""From a statement to any other view of it: menus, keys, copies."""
