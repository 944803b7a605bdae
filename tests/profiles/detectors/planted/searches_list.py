def remember(seen: list[int], key: int) -> None:
    if key not in seen:
        seen.append(key)


def key_of(i: int) -> int:
    return sum(k * i for k in range(400)) + i


def main() -> None:
    seen: list[int] = []
    for i in range(14000):
        remember(seen, key_of(i))


main()
