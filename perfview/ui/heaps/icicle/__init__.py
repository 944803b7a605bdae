"""The pictures of a heap: folds of its objects, drawn as icicle and treemap."""
