"""Whether the settings about proxies fit each other."""

from __future__ import annotations

from django.conf import settings


def fault() -> str:
    """What is wrong with them and what to do, in a sentence; "" where nothing is."""
    behind, count = settings.SECURE_PROXY_SSL_HEADER is not None, settings.PROXY_COUNT
    if behind and not count:
        return (
            'behind_proxy 已设置而 proxy_count 未设置：所有来访者会被当作同一个地址，一个人输错密码会连累所有人。请把 proxy_count 设为前面代理的层数（一般为 "1"）。\n'
            'behind_proxy is set without proxy_count: all visitors count as one address. Set proxy_count to the number of proxies in front, usually "1".'
        )
    if count and not behind and settings.SECURE_SSL_REDIRECT:
        return (
            'proxy_count 已设置而 behind_proxy 未设置：服务不知道来访者用的是 https，会把每个页面无休止地转回自身。请设置 behind_proxy = "1"。\n'
            "proxy_count is set without behind_proxy: the server does not know that visitors come by https, and redirects every page to itself. "
            'Set behind_proxy = "1".'
        )
    return ""
