"""The application as the web server loads it: once, before it divides into processes."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toso.config.settings")
application = get_wsgi_application()
gc.freeze()  # what is loaded here stays: never walked again, and so shared by the processes
