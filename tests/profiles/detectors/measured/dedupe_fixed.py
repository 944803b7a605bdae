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

class Crawler:
    def __init__(self):
        self.seen = set()

    def remember(self, url):
        if url in self.seen:
            return False
        self.seen.add(url)
        return True


def run(n):
    crawler = Crawler()
    for at in range(n):
        for more in range(3):
            crawler.remember(f"https://example.org/{at}/{more}")
        ordinary(at)


run(3000)

