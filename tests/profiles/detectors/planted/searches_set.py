def remember(seen, key):
    if key not in seen:
        seen.add(key)


def key_of(i):
    return sum(k * i for k in range(400)) + i


def main():
    seen = set()
    for i in range(100000):
        remember(seen, key_of(i))


main()
