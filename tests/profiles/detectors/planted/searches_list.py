def remember(seen, key):
    if key not in seen:
        seen.append(key)


def key_of(i):
    return sum(k * i for k in range(400)) + i


def main():
    seen = []
    for i in range(30000):
        remember(seen, key_of(i))


main()
