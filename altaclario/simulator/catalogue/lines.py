"""The line: names, certificates, connections that break or trickle, and bytes that are not what they are said to be."""

from altaclario.simulator.catalogue.rows import WHOLE, Fails, Row, both, on

_TOO_MANY = 50_000_000
_UNPACKED = 70_000_000

LINES = (
    Row("is not there: its name has no address", *both(Fails("name-unknown"), way="no name")),
    Row("is not there: nobody answers at its address", *both(Fails("unreachable"), way="nobody")),
    Row("vouches for itself with a certificate of its own making", *both(Fails("not-trusted"), way="self-signed")),
    Row("has a certificate that has expired", *both(Fails("certificate-expired"), way="expired")),
    Row(
        "has a certificate that was made for another address", *both(Fails("certificate-of-another"), way="of another")
    ),
    Row("does not speak TLS where it should", *both(Fails("not-trusted"), way="no tls")),
    Row("takes the connection and says nothing", *on("first", Fails("too-slow"), kind="silent")),
    Row("takes a question and says nothing, in the middle", *on("items", Fails("too-slow"), kind="silent", after=1)),
    Row("answers drop by drop", *on("history", Fails("too-slow"), kind="trickle", seconds=0.005)),
    Row("answers slowly, but in time", *on("items", WHOLE, kind="slow", seconds=0.02, times=4)),
    Row("hangs up in the middle of an answer, once", *on("history", WHOLE, kind="cut", times=1)),
    Row("hangs up in the middle of an answer, every time", *on("history", Fails("broke-off"), kind="cut")),
    Row("hangs up without an answer, once", *on("items", WHOLE, kind="dropped", times=1)),
    Row("hangs up without an answer, every time", *on("items", Fails("broke-off"), kind="dropped")),
    Row("answers by HTTP/1.0", *on("anything", WHOLE, kind="old")),
    Row("answers by no HTTP at all", *on("items", Fails("garbled"), kind="no_http")),
    Row("sends a flood of headers", *on("items", Fails("garbled"), kind="flood")),
    Row("sends fifty megabytes", *on("items", Fails("too-large"), kind="padded", size=_TOO_MANY)),
    Row("sends little that unpacks to very much", *on("items", Fails("too-large"), kind="bomb", size=_UNPACKED)),
    Row("sends a gzip stream that is broken", *on("items", Fails("garbled"), kind="broken_gzip")),
    Row("sends an encoding that was not asked for", *on("items", Fails("garbled"), kind="encoded", encoding="br")),
    Row("writes in Latin-1 and says so", *on("items", WHOLE, kind="recoded", charset="latin-1", declared="ISO-8859-1")),
    Row("writes in UTF-16 and says so", *on("history", WHOLE, kind="recoded", charset="utf-16", declared="utf-16")),
    Row(
        "begins its answers with a byte order mark",
        *on("anything", WHOLE, kind="recoded", charset="utf-8-sig", declared="utf-8"),
    ),
    Row(
        "says it wrote in a character set that nobody knows",
        *on("items", Fails("garbled"), kind="recoded", charset="utf-8", declared="x-klingon"),
    ),
)
