"""From a module, a package or a chunk to any other view of it: menus, keys, copies."""
