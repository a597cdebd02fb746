"""The least that a sending can cost with this framework: a view that writes one row, behind the same server.

Nothing of the product is loaded: no middleware, no key, no check. It is the floor beside which sendings are measured.
"""

import os

import dj_database_url
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def take(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_bare (said) VALUES (%s) RETURNING id", [request.body.decode()])
        cursor.fetchone()
    return HttpResponse(status=201)


urlpatterns = [path("take/", take)]

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={
            "default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=600, conn_health_checks=True)
        },
        ROOT_URLCONF=__name__,
        SECRET_KEY=os.urandom(32).hex(),
    )
application = get_wsgi_application()
