"""Every form carries, beside Django's own mark against forged requests, a word that is used once.

Built into every template in the place of Django's tag: no form can be without it. What it is for
stands in ``console.middleware.OnceMiddleware``.
"""

import secrets

from django import template
from django.template.context import RequestContext
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

ONCE = "once"
WORD_BYTES = 12

register = template.Library()


class OnceNode(CsrfTokenNode):
    def render(self, context: RequestContext) -> SafeString:  # type: ignore[override]  # the stubs say str
        against_forgery = super().render(context)
        word = secrets.token_urlsafe(WORD_BYTES)
        return format_html('{}<input type="hidden" name="{}" value="{}">', against_forgery, ONCE, word)


@register.tag
def csrf_token(parser: template.base.Parser, token: template.base.Token) -> OnceNode:  # noqa: ARG001 the shape of a tag
    return OnceNode()
