"""The addresses of the intake app: each sub-package brings its own."""

from django.urls import URLPattern

app_name = "intake"

urlpatterns: list[URLPattern] = []
