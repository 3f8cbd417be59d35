"""The pages that VPN and edge devices show, per product and firmware; shapes from the sources of the product rules."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final

from prefecture.dice import number, token
from prefecture.firmware import (
    ARRAY,
    ASA,
    BIGIP,
    FORTIOS,
    IVANTI,
    NEC_IX,
    NETSCALER,
    PANOS,
    SMA,
    SOFTETHER,
    SONICOS,
    Firmware,
)
from prefecture.scene import Certificate, Names, Page, Service

FORTI_ROOT: Final = (
    '<html><script type="text/javascript">\nif (window!=top) top.location=window.location;'
    'top.location="/remote/login";\n</script></html>\n'
)
SEEN_AT: Final = "DATE-OF-SCAN"
"""Stands for the Date header's value; a source writer puts the time of the observation there."""


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _http_date(text: str) -> str:
    return format_datetime(_time(text), usegmt=True)


def _page(path: str, headers: Names, body: str, title: str = "", **more: object) -> Page:
    kind = (("Content-Type", "text/html"), ("Content-Length", str(len(body.encode()))))
    return Page(path, (("Date", SEEN_AT), *headers, *kind), body, title, **more)  # type: ignore[arg-type]  # status, favicon


def _html(title: str, body: str) -> str:
    return f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n<body>{body}</body></html>\n"


def _fortios(firmware: Firmware, device: str, certificate: Certificate) -> list[Service]:
    server: Names = (("Server", "xxxxxxxx-xxxxx"),)
    port = (10443, 443, 4443)[number(device, 8) % 3]
    claims = {}
    if firmware.shape == "etag-epoch":
        epoch = int(_time(firmware.trace).timestamp())
        headers = (*server, ("Last-Modified", _http_date(firmware.trace)), ("ETag", f'"83-{epoch:08x}"'))
        page = _page("/", headers, FORTI_ROOT)
    elif firmware.shape == "login-md5":
        cookies: Names = (
            ("Set-Cookie", "SVPNCOOKIE=; path=/; expires=Sun, 11 Mar 1984 12:00:00 GMT; secure; httponly"),
        )
        style = f'<link href="/{firmware.trace}/css/main-blue.css" rel="stylesheet">'
        login = f'{style}<form action="/remote/logincheck"></form>'
        page = _page(
            "/remote/login", (*server, *cookies), _html("Please Login", login), "Please Login", favicon=945408572
        )
    elif firmware.shape == "etag-hidden":
        page = _page("/", (*server, ("ETag", f'"{token(device + firmware.version, 32)}"')), FORTI_ROOT)
    else:
        page = _page("/", server, FORTI_ROOT)
        claims = {"fortigate": firmware.trace} if firmware.shape == "censys-version" else {}
    return [Service(port, "https", page, certificate=certificate, claims=claims)]


def _netscaler(firmware: Firmware, device: str, certificate: Certificate) -> list[Service]:
    del device
    body = _html(
        "NetScaler Gateway",
        f'<link rel="SHORTCUT ICON" href="/vpn/images/AccessGateway.ico" type="image/vnd.microsoft.icon">'
        f'<script type="text/javascript" src="/vpn/js/gateway_login_view.js{_vhash(firmware)}"></script>',
    )
    headers: Names = (("Server", "Apache"), ("X-Frame-Options", "SAMEORIGIN"))
    if firmware.shape == "last-modified":
        headers = (*headers, ("Last-Modified", _http_date(firmware.trace)))
    cookie: Names = (("Set-Cookie", "NSC_AAAC=xyz;Path=/;expires=Wednesday, 09-Nov-1999 23:12:40 GMT;Secure"),)
    page = _page("/vpn/index.html", (*headers, *cookie), body, "NetScaler Gateway", favicon=-1166125415)
    root = _page("/", (("Location", "/vpn/index.html"),), "", status=302, reason="Object Moved")
    return [Service(443, "https", page, (root,), certificate=certificate)]


def _vhash(firmware: Firmware) -> str:
    return f"?v={firmware.trace}" if firmware.shape == "vhash" else ""


def _panos(firmware: Firmware, device: str, certificate: Certificate) -> list[Service]:
    headers: Names = (("Server", "PanWeb Server/ - "),)
    if firmware.shape == "etag-build":
        epoch = int(_time(firmware.trace).timestamp())
        headers = (
            *headers,
            ("ETag", f'"{number(device, 14) + 0x1000:x}{epoch:08x}"'),
            ("Last-Modified", _http_date(firmware.trace)),
        )
    body = _html("GlobalProtect Portal", '<form name="login" method="post" action="/global-protect/login.esp"></form>')
    page = _page("/global-protect/login.esp", headers, body, "GlobalProtect Portal", favicon=-631559155)
    root = _page("/", (("Location", "/global-protect/login.esp"),), "", status=302, reason="Found")
    return [Service(443, "https", page, (root,), certificate=certificate)]


def _ivanti(firmware: Firmware, device: str, certificate: Certificate) -> list[Service]:
    style = firmware.trace if firmware.shape == "css-hash" else token(device + firmware.version)
    body = _html(
        "Ivanti Connect Secure",
        f'<link rel="stylesheet" href="/dana-na/css/ds_{style}.css"><img src="/dana-na/auth/welcome.cgi?p=logo">',
    )
    cookies: Names = (
        ("Set-Cookie", "DSSIGNIN=url_default; path=/dana-na/; secure"),
        ("Set-Cookie", "DSSignInURL=/; path=/; secure"),
    )
    page = _page("/dana-na/auth/url_default/welcome.cgi", cookies, body, "Ivanti Connect Secure")
    root = _page("/", (("Location", "/dana-na/auth/url_default/welcome.cgi"),), "", status=302, reason="Found")
    services = [Service(443, "https", page, (root,), certificate=certificate)]
    if firmware.shape == "snmp":
        services.append(Service(161, "snmp", banner=f"Ivanti Connect Secure,ISA-V,{firmware.trace}", sysname="ics"))
    return services


def _sonicos(firmware: Firmware, device: str, certificate: Certificate) -> list[Service]:
    del device
    script = '<script src="/auth1.html"></script>'
    if firmware.shape == "netextender":
        script += f'<script>var nelaunchxpsversion="{firmware.trace}";</script>'
    page = _page(
        "/", (("Server", "SonicWALL"),), _html("SonicWall - Authentication", script), "SonicWall - Authentication"
    )
    services = [Service(443, "https", page, certificate=certificate)]
    if firmware.shape == "snmp":
        services.append(Service(161, "snmp", banner=f"SonicWALL {firmware.trace}", sysname="sonicwall"))
    return services


def _sma(firmware: Firmware, device: str, certificate: Certificate) -> list[Service]:
    del firmware, device
    headers: Names = (("Server", "SonicWALL SSL-VPN Web Server"), ("Set-Cookie", "swap=; path=/; secure; httponly"))
    page = _page("/cgi-bin/welcome", headers, _html("Virtual Office", "<p>Secure Mobile Access</p>"), "Virtual Office")
    return [Service(443, "https", page, certificate=certificate)]


def _asa(firmware: Firmware, device: str, certificate: Certificate) -> list[Service]:
    del device
    client = f"<p>Cisco ASDM {firmware.trace}</p>" if firmware.shape == "asdm" else ""
    cookies: Names = tuple(
        ("Set-Cookie", f"{name}; expires=Thu, 01 Jan 1970 22:00:00 GMT; path=/; secure")
        for name in ("webvpn=", "webvpnc=", "webvpn_portal=")
    )
    body = _html("SSL VPN Service", f'<script>document.location.replace("/+CSCOE+/logon.html");</script>{client}')
    page = _page("/+CSCOE+/logon.html", (("X-Transcend-Version", "1"), *cookies), body, "SSL VPN Service")
    return [Service(443, "https", page, certificate=certificate)]


def _bigip(firmware: Firmware, device: str, certificate: Certificate) -> list[Service]:
    cookies: Names = (
        ("Server", "BigIP"),
        ("Set-Cookie", "LastMRH_Session=" + token(device, 8) + ";path=/;secure"),
        ("Set-Cookie", "MRHSession=" + token(device, 32) + ";path=/;secure"),
    )
    page = _page(
        "/my.policy", cookies, _html("BIG-IP logout page", '<meta content="F5 Networks, Inc.">'), "BIG-IP logout page"
    )
    root = _page("/", (("Server", "BigIP"), ("Location", "/my.policy")), "", status=302, reason="Found")
    further: tuple[Page, ...] = ()
    if firmware.shape == "logo-mtime":
        micros = int(_time(firmware.trace).timestamp()) * 1_000_000
        etag = f'"1fe7-{micros:x}"'
        headers = (
            ("Date", SEEN_AT),
            ("Server", "Apache"),
            ("Last-Modified", _http_date(firmware.trace)),
            ("ETag", etag),
            ("Content-Type", "image/png"),
            ("Content-Length", str(0x1FE7)),
        )
        further = (Page("/tmui/tmui/login/images/logo_f5.png", headers, ""),)
    return [Service(443, "https", page, (root,), further, certificate)]


def _array(firmware: Firmware, device: str, certificate: Certificate) -> list[Service]:
    del firmware
    cookie: Names = (("Set-Cookie", f"ANsession{number(device, 40):016d}=ANSYNTHETIC; path=/;secure"),)
    body = _html(
        "Welcome", '<script src="/prx/000/http/localhost/an_util.js"></script><script>_AN_global_var_init();</script>'
    )
    page = _page("/prx/000/http/localhost/login", cookie, body, "Welcome")
    return [Service(443, "https", page, certificate=certificate)]


def _nec(firmware: Firmware, device: str, certificate: Certificate) -> list[Service]:
    del device, certificate
    server = f"IX Series {firmware.trace} (magellan-sec) Software, Version {firmware.version}, RELEASE SOFTWARE"
    headers: Names = (("Server", server), ("WWW-Authenticate", 'Basic realm="UNIVERGE IX"'))
    page = _page("/", headers, _html("401 Unauthorized", "Unauthorized"), status=401, reason="Unauthorized")
    return [Service(80, "http", page)]


def _softether(firmware: Firmware, device: str, certificate: Certificate) -> list[Service]:
    del firmware, device
    body = _html("SoftEther VPN Server", "<ul><li>Manage this VPN Server or VPN Bridge<ul></ul></li></ul>")
    return [Service(443, "https", _page("/", (), body, "SoftEther VPN Server"), certificate=certificate)]


_PORTALS: Final[dict[str, Callable[[Firmware, str, Certificate], list[Service]]]] = {
    FORTIOS: _fortios,
    NETSCALER: _netscaler,
    PANOS: _panos,
    IVANTI: _ivanti,
    SONICOS: _sonicos,
    SMA: _sma,
    ASA: _asa,
    BIGIP: _bigip,
    ARRAY: _array,
    NEC_IX: _nec,
    SOFTETHER: _softether,
}


def services(firmware: Firmware, device: str, certificate: Certificate) -> list[Service]:
    """Return the services that the device shows, the portal first."""
    return _PORTALS[firmware.product](firmware, device, certificate)
