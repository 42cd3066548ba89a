"""The addresses of reading."""

from django.urls import path

from intake.reading import views

urlpatterns = [
    path("werk/intakes/", views.index, name="reading_list"),
    path("werk/intakes/<uuid:response_id>/", views.show, name="reading"),
    path("werk/intakes/<uuid:response_id>/gelezen/", views.read, name="reading_done"),
    path(
        "werk/intakes/<uuid:response_id>/ongelezen/",
        views.unread,
        name="reading_undone",
    ),
]
