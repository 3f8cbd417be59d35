"""A page that writes about a device is no device: every strong rule on page bodies, against unrelated pages."""

import json
from html import escape
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.identify.flat import from_flat, to_flat
from noroshi.identify.identifier import Identifier
from noroshi.identify.matching import searcher
from noroshi.knowledge.load import load_knowledge
from noroshi.knowledge.products import Signal

PACK = load_knowledge()
IDENTIFIER = Identifier(PACK)
STRONG = {
    f"{product.id}/{signal.id}": signal
    for product in PACK.products.values()
    for signal in product.signals
    if signal.field == "http.body" and signal.tier == "strong"
}
PAGES = {
    "array-ag/body-prx": '<meta http-equiv="refresh" content="0;URL=/prx/000/http/localhost/login">',
    "array-ag/body-an-global": "<script>_AN_global_var_init();</script>",
    "checkpoint-gateway/body-gaia-version": (
        "<script>var version='R81.20';var formAction=\"/cgi-bin/home.tcl\";</script>"
    ),
    "cisco-asa/body-cscoe": '<script>document.location.replace("/+CSCOE+/logon.html")</script>',
    "citrix-netscaler/body-gateway": '<link rel="SHORTCUT ICON" href="/vpn/images/AccessGateway.ico">',
    "citrix-netscaler/body-gateway-names": '<span class="_ctxstxt_NetscalerGateway"></span>',
    "f5-bigip/body-meta": '<meta name="author" content="F5 Networks, Inc.">',
    "f5-bigip/body-tmui": '<script src="/tmui/login/login.js"></script>',
    "fortinet-fortios/redirect-remote-login": '<script>top.location="/remote/login";</script>',
    "ivanti-connect-secure/body-dana-na": '<script src="/dana-na/css/ds.js"></script>',
    "ivanti-connect-secure/body-danaparams": '<input name="danaparams" type="hidden">',
    "juniper-junos/body-jweb-model": '<script>var modelphpStr = "srx300";</script>',
    "paloalto-panos/body-globalprotect": '<link href="/global-protect/portal/css/login.css">',
    "paloalto-panos/body-prelogin": "<prelogin-response><status>Success</status></prelogin-response>",
    "softether-vpn/body-marker": "<!-- 9C37197CA7C2428388C2E6E59B829B30 --><html></html>",
    "sonicwall-sma100/body-login-box": "<div id='login_box_sonicwall_sra'></div>",
    "sonicwall-sma1000/body-aventail": '<script src="/javascript/aventail.js?sid=1"></script>',
    "sonicwall-sonicos/body-auth-assets": '<link rel="stylesheet" href="swl_login-5.0.0-3029498498.css">',
    "sonicwall-sonicos/body-auth-meta": '<meta name="SonicWall Administrator" content="">',
    "sonicwall-sonicos/body-sonicui": '<script src="/sonicui/7/login/main.js"></script>',
    "sophos-sfos/body-uilang": '<script>var uiLangToHTMLLangAttributeValueMapping={"English":"en"};</script>',
    "sophos-sfos/body-userportal": '<script src="/javascript/UserPortalLogin.js"></script>',
    "sophos-sfos/body-userportal-noscript": (
        "<noscript>Without JavaScript support user portal will not work</noscript>"
    ),
    "sophos-sfos/body-webconsole": '<form action="/webconsole/webpages/login.jsp">',
    "sophos-sfos/body-webconsole-noscript": (
        "<noscript>Without JavaScript support web console will not work</noscript>"
    ),
    "zyxel-zld/body-zyfunction": '<script src="/ext-js/zyFunction.js"></script>',
    "zyxel-zld/body-ztp": "<script>fetch('/ztp/cgi-bin/handler')</script>",
}
"""One invented page per rule, as a device would show it."""


def mention(rule: str) -> str:
    """Return what the rule looks for, as somebody would write it."""
    found = searcher(msgspec.structs.replace(STRONG[rule], within=None))(PAGES[rule])
    assert found is not None, rule
    return found["0"]


def ways(text: str) -> list[str]:
    """Return the ways in which an unrelated page may mention a text."""
    plain, attribute, path = escape(text, quote=False), escape(text), quote(text.strip("'\" "), safe="/+")
    return [
        f"<p>see {plain} for more</p>",
        f"<p>{plain}</p>",
        f"<code>{plain}</code>",
        f"<p>the path \"{plain}\" and '{plain}'</p>",
        f'<pre>&lt;script src="{plain}"&gt; &lt;a href="{plain}x"&gt; location="{plain}"</pre>',
        f"<h2>{plain}</h2><li>{plain}</li><td>{plain}</td>",
        f'<a href="https://example.com/{path.lstrip("/")}">a link</a>',
        f"<a class=x href='//example.com/{path.lstrip('/')}'>a link</a>",
        f"<img src=http://example.com/{path.lstrip('/')} alt=x>",
        f'<a href="/search?q={path}">a search</a>',
        f'<iframe src="https://example.com/page#{path}"></iframe>',
        f'<img src="/a.png" alt="{attribute}" title="{attribute}">',
        f'<meta name="description" content="{attribute}">',
        f'<meta property="og:description" content="{attribute} and more">',
        f'<input type="search" value="{attribute}" placeholder="{attribute}">',
        f'<script type="application/ld+json">{json.dumps({"headline": text, "articleBody": f"see {text}"})}</script>',
        f"<script>self.next.push([1,{json.dumps(json.dumps({'children': text}) + ' and more')}])</script>",
        f"<script>var article = {json.dumps(f'see {text} for more')};</script>",
    ]


def identified(body: str) -> dict[str, object]:
    """Identify a page by its body, beside the headers of an ordinary web server."""
    observation = {"http.path": "/", "http.status": "200", "http.header.server": "nginx", "http.title": "Notes"}
    return to_flat(IDENTIFIER.identify(from_flat({**observation, "http.body": body})))


def page(*parts: str) -> str:
    """Return an unrelated page with these parts in its body."""
    head = '<!DOCTYPE html><html lang="ja"><head><title>Notes</title><link rel=stylesheet href="/style.css"></head>'
    return f"{head}<body><h1>Notes</h1>{''.join(parts)}<script src='/app.js'></script></body></html>"


def test_every_strong_rule_on_page_bodies_is_tried() -> None:
    """The pages cover exactly the strong rules on page bodies of all products."""
    assert set(PAGES) == set(STRONG)
    assert all(isinstance(signal, Signal) for signal in STRONG.values())


@pytest.mark.parametrize("rule", PAGES)
def test_a_page_of_the_device_is_recognised(rule: str) -> None:
    """What a device's own page uses names the product, on the rule's word, within a page or alone."""
    for body in (page(PAGES[rule]), PAGES[rule]):
        got = identified(body)
        assert got["product"] == rule.partition("/")[0], body
        assert rule in [one["rule"] for one in got["because"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize("rule", PAGES)
def test_a_page_that_mentions_it_is_no_device(rule: str) -> None:
    """Text, code samples, links to other servers, texts in tags and data of scripts name no product and no role."""
    for way in ways(mention(rule)):
        got = identified(page(way))
        assert (got["product"], got["roles"]) == (None, []), way


@settings(max_examples=60)
@given(data=st.data())
def test_pages_that_mention_many_devices_are_none(data: st.DataObject) -> None:
    """However many devices a page writes about, and in whatever ways, it is none of them."""
    rules = data.draw(st.lists(st.sampled_from(sorted(PAGES)), min_size=1, max_size=6))
    text = st.text(alphabet="abc あ.,\n", max_size=40)
    parts = [f"<p>{data.draw(text)}</p>" + data.draw(st.sampled_from(ways(mention(rule)))) for rule in rules]
    assert identified(page(*parts))["product"] is None


@pytest.mark.parametrize(
    "path",
    [
        "/global-protect/login.esp",
        "/+CSCOE+/logon.html",
        "/dana-na/",
        "/dana-na/auth/url_default/welcome.cgi",
        "/prx/000/http/localhost/login",
        "/tmui/login.jsp",
        "/sonicui/7/login/",
        "/remote/login",
        "/cgi-bin/userLogin",
        "/vpn/index.html",
        "/userportal/webpages/myaccount/login.jsp",
        "/my.policy",
        "/sslvpn/Login/Login",
    ],
)
def test_known_paths_in_an_article_name_nobody(path: str) -> None:
    """The login paths of VPN products, written in an article, make no device of its web server."""
    for way in ways(path):
        assert identified(page(way))["product"] is None, way
