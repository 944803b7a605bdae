"""Why a module is in the bundle: the ways of imports to it."""
