"""What pprof read before profile.proto: gperftools' and Go's older profiles, addresses only."""
