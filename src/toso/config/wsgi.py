"""The application as the web server loads it: once, before it divides into processes."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toso.config.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  every page is loaded here too, not by each process at its first request
gc.freeze()  # what is loaded here stays: never walked again, and so shared by the processes
gc.set_threshold(20_000, 20, 20)  # a request makes thousands of small things that go by themselves: walked less often
