def remember(seen: set[int], key: int) -> None:
    if key not in seen:
        seen.add(key)


def key_of(i: int) -> int:
    return sum(k * i for k in range(400)) + i


def main() -> None:
    seen: set[int] = set()
    for i in range(40000):
        remember(seen, key_of(i))


main()
