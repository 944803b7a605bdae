"""Rust, C, C++, .NET and whatever else is machine code: told by library, path and namespace."""

from __future__ import annotations

import re

from perfview.profiles.measures.kinds import Kind
from perfview.profiles.measures.origins.origin import Origin, library, runtime

_CRATE = re.compile(r"(?:^|/)registry/src/[^/]+/([\w-]+?)-\d[\w.+-]*/")
_CHECKOUT = re.compile(r"(?:^|/)git/checkouts/([\w-]+?)-[0-9a-f]{8,}/")
_RUSTC = re.compile(r"(?:/rustc/[^/]+|/rustlib/src/rust)/(?:library|src)/(?:lib)?([\w-]+)/")
_RUST_NAMES = re.compile(r"^(?:<?&?(?:mut )?(?:dyn )?)(core|std|alloc)::|^(?:__rust_\w+|rust_\w+)")
_CPP_NAMES = re.compile(
    r"^(?:\w[\w:<>, ]* )?(?:std|__gnu_cxx|__cxxabiv1|__cxa_\w+|boost)::|^__cxa_"
)
_SYSTEM_HEADERS = re.compile(r"^/usr/(?:include|lib)/|/include/c\+\+/|/sysdeps/|^\.\./sysdeps/")
_KERNEL = re.compile(
    r"^\[(?:kernel|guest\.kernel|k)[^\]]*\]|vmlinux|\.ko(?:\.\w+)?$|"
    r"^\[(?!unknown|vdso|vsyscall|heap|stack|anon|JIT|inlined|perf|vectors)[a-z][\w.-]*\]$"
)
"""perf writes the kernel's modules in brackets: ``[virtio_net]``."""

_INTERPRETERS = (
    (re.compile(r"^(?:lib)?python[\d.]*[a-z]?(?:\.|$)"), "python"),
    (re.compile(r"^(?:node(?:js)?(?:\.exe)?|libnode\.\S+)$"), "node"),
    (re.compile(r"^lib(?:jvm|java|jli|nio|net|zip)\.(?:so|dylib)"), "jvm"),
    (re.compile(r"^(?:lib)?ruby[-\d.]*(?:\.so.*|\.dylib)?$"), "ruby"),
    (re.compile(r"^(?:lib)?php[\d.]*"), "php"),
    (re.compile(r"^(?:lib)?(?:coreclr|clr|mscorwks|hostfxr|hostpolicy)\b"), "dotnet"),
    (re.compile(r"^libv8|^v8"), "v8"),
    (re.compile(r"^(?:lib)?(?:xul|mozglue|mozjs|nspr4)\b|^XUL$|^(?:chrome|firefox)\b"), "browser"),
    (re.compile(r"^(?:WebCore|WebKit|JavaScriptCore)$"), "browser"),
    (re.compile(r"^(?:perl|libperl)"), "perl"),
)
_JITS = re.compile(r"^(?:lib)?clrjit\b")
_SYSTEM_LIBRARY = re.compile(
    r"^(?:lib(?:c|m|dl|rt|pthread|gcc_s|stdc\+\+|c\+\+|c\+\+abi|resolv|nss_\w+|nsl|util|anl|"
    r"system_\w+|dispatch|objc|dyld|z|ssl|crypto|uv)[-.\d]*(?:\.so|\.dylib|\.a|$)|ld(?:-linux|-musl|-\d)"
    r"|linux-(?:vdso|gate)|\[vdso\]|\[vsyscall\]|libsystem|dyld|ntdll|ntoskrnl|kernel(?:32|base)|"
    r"ucrtbase|msvc[rp]\w*|vcruntime|win32u|user32|ws2_32|mach_kernel|libmusl)",
    re.IGNORECASE,
)
_SYSTEM_FOLDERS = re.compile(
    r"^(?:/usr)?/lib(?:64|32|x32)?/|^/usr/lib/|^/System/Library/|^/Library/Developer/|"
    r"^[A-Za-z]:\\Windows\\|^/nix/store/[^/]*-glibc",
    re.IGNORECASE,
)
_DOTNET = re.compile(
    r"^(?:System|Microsoft|Windows|Interop|Internal)(?:\.|$)|^mscorlib|^netstandard"
)
_ADDRESS = re.compile(
    r"^(?:\[?(?:unknown|\?\?)\]?|<unknown>|0x[0-9a-fA-F]+|(?=\D*\d)[0-9a-f]{8,}|\[[^\]]*\]|\?\?+)$"
)
_KERNEL_NAMES = re.compile(
    r"^(?:entry_SYSCALL_64\w*|do_syscall_64|__x64_sys_\w+|ret_from_fork\w*|asm_\w+|x64_sys_call)$"
)


def of_file(file: str) -> Origin | None:
    """The origin of a source file of compiled code; None when it may be the program's own."""
    if found := _CRATE.search(file) or _CHECKOUT.search(file):
        return library(found[1])
    if found := _RUSTC.search(file):
        return runtime(found[1])
    return Origin(Kind.NATIVE, "system") if _SYSTEM_HEADERS.search(file) else None


def of_module(module: str) -> Origin | None:
    """The origin of a binary or library; None when it may be the program's own."""
    if _KERNEL.search(module):
        return Origin(Kind.NATIVE, "kernel")
    name = re.split(r"[/\\]", module)[-1]
    for pattern, interpreter in _INTERPRETERS:
        if pattern.match(name):
            return runtime(interpreter)
    if _JITS.match(name):
        return Origin(Kind.COMPILER, "dotnet")
    if _DOTNET.match(name):
        return runtime(re.sub(r"\.(?:dll|exe)$", "", name))
    if _SYSTEM_LIBRARY.match(name) or _SYSTEM_FOLDERS.match(module):
        return Origin(Kind.NATIVE, library_name(name))
    return None


def library_name(file: str) -> str:
    """A library's name without its version: ``libc`` of ``libc-2.31.so``."""
    return re.sub(r"(?:-\d+\.[\d.]*\d)?\.(?:so|dylib|dll|a|exe)(?:\.[\d.]+)?$", "", file) or file


def of_name(name: str) -> Origin | None:
    """The origin of a function of compiled code by its name; None when that does not tell."""
    if name.endswith("_[k]") or _KERNEL_NAMES.match(name):
        return Origin(Kind.NATIVE, "kernel")
    if found := _RUST_NAMES.match(name):
        return runtime(found[1] or "std")
    if _CPP_NAMES.match(name):
        return runtime("c++")
    assembly, mark, _ = name.partition("!")
    if mark and (found_module := of_module(assembly)):
        return found_module
    return None


def is_nameless(name: str) -> bool:
    """Whether a frame has an address or a placeholder in place of a name."""
    return not name or bool(_ADDRESS.match(name))
