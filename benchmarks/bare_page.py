"""How fast is a bare Django page under the same server? One view, one template, no middleware, no database.

python -m benchmarks.bare_page HOST:PORT
"""

import sys

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

IS = "a bare Django page under the same server"
PAGE = "<!doctype html><title>{{ title }}</title>{% for line in lines %}<p>{{ line }}</p>{% endfor %}"


def page(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"title": "Bare", "lines": range(20)}, request))


urlpatterns = [path("", page)]


def main(address: str) -> None:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="benchmarks.bare_page",
        SECRET_KEY="guards nothing",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    )
    django.setup()
    from ischia.config.server import Address, Server

    where = Address.parse(address)
    Server(address=where, workers=1, threads=4, load=get_wsgi_application, ready=lambda: None, with_worker=False).run()


if __name__ == "__main__":
    main(sys.argv[1])
