#!/usr/bin/python3
"""Produces download events to Kafka as another program would: kafka-python and avro of Debian (python3-kafka, python3-avro).

    /usr/bin/python3 kafka-producer.py BOOTSTRAP TOPIC COUNT SEED [--poison INDEX]... [--start MILLISECONDS] [--span SECONDS] [--compression gzip]

Values are bare Avro, the key is the region. Event times go from --start through --span in order, give or take a second. Before the
event of an index given by --poison goes a record that is no Avro. The same arguments give the same records. When all are
acknowledged, standard output gets one JSON object:

    {"produced": COUNT,
     "counts": [{"content_id", "minute", "downloads", "successful", "failed", "size_mb"}...],   minute: its start, milliseconds UTC
     "partitions": {"0": events...},
     "poison": [{"index", "partition", "offset", "key", "value"}...]}                           value: base64

Exit code 1 when a record was not acknowledged, 3 when a package is missing.
"""

import argparse
import base64
import collections
import datetime
import io
import json
import pathlib
import random
import sys
import uuid

try:
    import avro.io
    import avro.schema
    from kafka import KafkaProducer
    from kafka.errors import KafkaError
except ImportError as missing:
    print(f"{missing}: install python3-kafka and python3-avro, and run this with /usr/bin/python3", file=sys.stderr)
    sys.exit(3)

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "src/Core/Avro/ContentDownloadEvent.avsc"
POISON = b"\xff\xfe this is no Avro record \x00\x01"
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
DEFAULT_START = 1_767_225_600_000  # 2026-01-01T00:00:00Z

# content id, title, type, category, size in MB, price, share
CONTENTS = [
    ("mov_avengers_2", "Avengers: Age of Ultron", "movie", "action", 4500, 14.99, 50),
    ("mov_taylor_swift", "Taylor Swift: The Eras Tour", "music_doc", "concert", 5200, 19.99, 30),
    ("mov_batman", "The Batman", "movie", "action", 4800, 12.99, 15),
    ("mov_barbie_2", "Barbie 2 – Élan", "movie", "comedy", 3900, 9.99, 5),
]
REGIONS = ["US-California", "US-Texas", "US-NewYork", "EU-London", "EU-Paris", "EU-Berlin", "ASIA-Tokyo", "ASIA-Seoul", "ASIA-Mumbai"]
CITIES = ["Los Angeles", "Austin", "New York", "London", "Paris", "Berlin", "東京", "서울", "Mumbai"]
DEVICES = [("iPhone 15", "iOS 17.1"), ("iPad Pro", "iPadOS 17.1"), ("Apple TV", "tvOS 17.0"), ("MacBook Pro", "macOS 14.1")]
CONNECTIONS = ["wifi", "5g", "4g", "ethernet"]
FAILURES = [("E_TIMEOUT", "the connection timed out"), ("E_DISK", None), (None, "unknown")]


def make_event(dice, index, count, start, span_ms):
    """The event of an index: a dict as the avro package takes it."""
    content_id, title, kind, category, size_mb, price, _ = dice.choices(CONTENTS, weights=[c[-1] for c in CONTENTS])[0]
    place = dice.randrange(len(REGIONS))
    device, os_version = dice.choice(DEVICES)
    status = dice.choices(["success", "failed", "cancelled"], weights=[90, 8, 2])[0]
    error_code, error_message = (None, None) if status == "success" else dice.choice(FAILURES)
    offset = min(span_ms - 1, max(0, index * span_ms // count + dice.randint(-1000, 1000)))
    return {
        "event_id": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
        "timestamp": EPOCH + datetime.timedelta(milliseconds=start + offset),
        "user_id": f"user_{dice.randrange(1, 5000)}",
        "content": {"content_id": content_id, "title": title, "type": kind, "category": category, "size_mb": size_mb, "price": price},
        "download": {
            "status": status,
            "duration_seconds": dice.randrange(5, 900),
            "speed_mbps": dice.uniform(5, 250) if status == "success" else 0.0,
            "error_code": error_code,
            "error_message": error_message,
        },
        "user_context": {
            "region": REGIONS[place],
            "city": CITIES[place],
            "device": device,
            "os_version": os_version,
            "connection_type": dice.choice(CONNECTIONS),
        },
    }


def encode(writer, event):
    out = io.BytesIO()
    writer.write(event, avro.io.BinaryEncoder(out))
    return out.getvalue()


def produce(options):
    """Sends all records and gives the report; raises KafkaError for the first that is not acknowledged."""
    dice = random.Random(options.seed)
    writer = avro.io.DatumWriter(avro.schema.parse(SCHEMA.read_text(encoding="utf-8")))
    producer = KafkaProducer(
        bootstrap_servers=options.bootstrap.split(","), acks="all", retries=10, max_in_flight_requests_per_connection=1,
        linger_ms=20, compression_type=options.compression)
    counts = collections.defaultdict(lambda: [0, 0, 0])
    sent, poison = [], []
    for index in range(options.count):
        event = make_event(dice, index, options.count, options.start, options.span * 1000)
        key = event["user_context"]["region"].encode()
        if index in options.poison:
            poison.append((index, key, producer.send(options.topic, key=key, value=POISON)))
        sent.append(producer.send(options.topic, key=key, value=encode(writer, event)))
        minute = (event["timestamp"] - EPOCH) // datetime.timedelta(minutes=1) * 60_000
        count = counts[event["content"]["content_id"], minute]
        count[0] += 1
        count[1] += event["download"]["status"] == "success"
        count[2] += event["content"]["size_mb"]
    producer.flush()
    partitions = collections.Counter(str(future.get().partition) for future in sent)
    places = [(index, key, future.get()) for index, key, future in poison]
    producer.close()
    return {
        "produced": options.count,
        "counts": [
            {"content_id": c, "minute": m, "downloads": n, "successful": ok, "failed": n - ok, "size_mb": size}
            for (c, m), (n, ok, size) in sorted(counts.items())],
        "partitions": partitions,
        "poison": [
            {"index": i, "partition": at.partition, "offset": at.offset, "key": key.decode(), "value": base64.b64encode(POISON).decode()}
            for i, key, at in places],
    }


def main():
    parser = argparse.ArgumentParser(description="Produces download events as bare Avro with kafka-python and avro.")
    parser.add_argument("bootstrap")
    parser.add_argument("topic")
    parser.add_argument("count", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("--poison", type=int, action="append", default=[], metavar="INDEX")
    parser.add_argument("--start", type=int, default=DEFAULT_START, metavar="MILLISECONDS")
    parser.add_argument("--span", type=int, default=300, metavar="SECONDS")
    parser.add_argument("--compression", choices=["gzip"], default=None)
    options = parser.parse_args()
    try:
        report = produce(options)
    except KafkaError as error:
        print(f"not acknowledged: {error}", file=sys.stderr)
        return 1
    json.dump(report, sys.stdout)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
