"""pprof's profile.proto: how it is recognised, taken apart and brought into the model."""
