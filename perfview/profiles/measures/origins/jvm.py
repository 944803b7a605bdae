"""Java and what runs beside it: classes by package, HotSpot's own threads."""

from __future__ import annotations

import re

from perfview.profiles.measures.kinds import Kind
from perfview.profiles.measures.origins.origin import Origin, library, runtime

_CLASS = re.compile(r"^L?(?P<path>(?:[a-z_][\w$]*[./])+)(?P<name>[A-Z_$][\w$]*)")
_OWN_PLATFORM = re.compile(
    r"^(?:java|javax|jakarta|sun|jdk|com\.sun|com\.oracle\.(?:graal|truffle|svm)|"
    r"org\.(?:ietf\.jgss|w3c|xml\.sax|graalvm)|kotlin|kotlinx|scala|clojure|groovy)\."
)
_FAMILIES = re.compile(
    r"^(?:org\.(?:springframework|apache\.[^.]+|hibernate|eclipse\.[^.]+|jboss|slf4j|junit|gradle|"
    r"elasticsearch|jetbrains|mockito|postgresql|codehaus|aspectj|bouncycastle|h2|joda|reactivestreams|"
    r"glassfish|openjdk|quartz|yaml|json|objectweb|HdrHistogram|rocksdb|lz4|xerial)|"
    r"io\.(?:netty|micrometer|grpc|opentelemetry|vertx|reactivex|micronaut|quarkus|undertow|ktor|"
    r"dropwizard|lettuce|projectreactor|prometheus|airlift|trino|perfmark|opencensus|jaegertracing)|"
    r"com\.(?:google\.[^.]+|fasterxml\.[^.]+|amazonaws|mysql|zaxxer|squareup|netflix|datastax|"
    r"github\.[^.]+|typesafe|twitter|facebook|microsoft|mongodb|rabbitmq|esotericsoftware|lmax|"
    r"codahale|newrelic|intellij|oracle|ibm|hazelcast|thoughtworks|carrotsearch)|"
    r"reactor|akka|play|lombok|ch\.qos|net\.(?:bytebuddy|sf|jpountz|spy|logstash)|okhttp3|okio|"
    r"rx|cats|zio|monix|redis\.clients|software\.amazon|one\.nio|ognl|freemarker|antlr)(?=\.)"
)
"""Group ids under which widely used libraries are published; the JVM's stacks name no files that
would tell more."""

_COLLECTORS = re.compile(
    r"^(?:(?:G1|Parallel|PS|Shenandoah|Z|XH?|CMS|Par|Serial|Epsilon|ConcurrentMark|ConcurrentGC|"
    r"ConcurrentRefine)\w*(?:Task|Thread|Worker|Closure|Mark|Scan|Heap|Collect|Evac|Young|Gen|"
    r"Compact|Stealing|GC)\w*(?:::|$)|GCTaskThread|GangWorker|GC Thread|VM_(?:G1|GC|Parallel)|"
    r"\w*(?:MarkSweep|GenCollect|Scavenge)\w*::|ReferenceProcessor::)"
)
_COMPILERS = re.compile(
    r"^(?:CompileBroker|C2Compiler|Compiler|Compile|Compilation|C1_?\w*|PhaseIdealLoop|PhaseChaitin|"
    r"PhaseCFG|PhaseIterGVN|PhaseCCP|Parse|Matcher|GraphBuilder|LinearScan|CompilerThread|OptoRuntime|"
    r"ciEnv|ciMethod|ciTypeFlow|Interval|Scheduling)(?:::|$)"
)
_HOTSPOT = re.compile(
    r"^(?:JavaThread|JavaCalls|Interpreter|InterpreterRuntime|SharedRuntime|Runtime1|StubRoutines|"
    r"ObjectMonitor|ObjectSynchronizer|VMThread|Unsafe_\w+|JVM_\w+|JNI_\w+|jni_\w+|os|Thread|"
    r"SystemDictionary|ClassLoader|InstanceKlass|LinkResolver|Monitor|Mutex)(?:::|$)|^call_stub$|"
    r"^thread_native_entry"
)


def package_in(name: str) -> str:
    """The package of a class in a function's name, with dots; "" when it names no class."""
    found = _CLASS.match(name)
    return found["path"].replace("/", ".")[:-1] if found else ""


def of_name(name: str) -> Origin | None:
    """The origin of a function by its class or HotSpot's name; None when it may be the own."""
    package = package_in(name)
    if package:
        dotted = package + "."
        if _OWN_PLATFORM.match(dotted):
            return runtime(".".join(package.split(".")[:2]))
        found = _FAMILIES.match(dotted)
        return library(found[0]) if found else None
    return None


def of_machine_code(name: str) -> Origin | None:
    """The origin of a function of HotSpot itself; None for others."""
    if _COLLECTORS.match(name):
        return Origin(Kind.COLLECTOR, "gc")
    if _COMPILERS.match(name):
        return Origin(Kind.COMPILER, "jvm")
    return runtime("jvm") if _HOTSPOT.match(name) else None
