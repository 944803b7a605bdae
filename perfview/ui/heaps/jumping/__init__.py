"""From an object or a class to any other view of it: menus, keys, copies."""
