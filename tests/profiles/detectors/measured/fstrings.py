import logging

def split_fields(i):
    return [part.strip() for part in (f"{i},a b,c;d,{i * 7},tail ") .split(",") * 60]


def score(fields):
    total = 0
    for at, field in enumerate(fields):
        total += len(field) * (at % 7) ^ 3
    return total


def bucket(fields):
    buckets = {}
    for field in fields:
        buckets.setdefault(field[:1], []).append(field)
    return buckets


def spread(n):
    values = [0.0] * 64
    for at in range(300):
        values[(at * n) % 64] += at / (n + 1.0)
    return values


def walk(n):
    node, steps = n | 1, 0
    while steps < 330:
        node = node // 2 if node % 2 == 0 else 3 * node + 1
        steps += 1
    return node


def render(buckets):
    out = []
    for name, fields in buckets.items():
        for field in fields:
            out.append("<td>" + name + field + "</td>")
    return "".join(out)


def rolling(values):
    window, out = 0.0, []
    for at, value in enumerate(values * 4):
        window += value - (out[at - 8] if at >= 8 else 0)
        out.append(window * 0.5)
    return out


def tally(text):
    seen = {}
    for char in text[:500]:
        seen[char] = seen.get(char, 0) + 1
    return seen


def ordinary(i):
    fields = split_fields(i)
    score(fields)
    buckets = bucket(fields)
    text = render(buckets)
    rolling(spread(i))
    walk(i)
    return tally(text)

logging.basicConfig(level=logging.WARNING)
logger = logging.getLogger("pricing")


class Basket:
    def __init__(self, rows):
        self.rows = rows

    def __repr__(self):
        return "Basket(" + ", ".join(f"{name}={price:.2f}" for name, price in self.rows) + ")"


def price(basket):
    logger.debug(f"pricing {basket!r}")
    return sum(p for _, p in basket.rows)


def run(n):
    basket = Basket([(f"item{at}", at * 1.5) for at in range(600)])
    for at in range(n):
        price(basket)
        ordinary(at)


run(3500)

