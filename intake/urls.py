"""The addresses of the intake app: each sub-package brings its own."""

from django.urls import URLPattern

from intake.desk.urls import urlpatterns as desk
from intake.filling.urls import urlpatterns as filling
from intake.questionnaires.urls import urlpatterns as questionnaires
from intake.reading.urls import urlpatterns as reading
from intake.signup.urls import urlpatterns as signup

app_name = "intake"

urlpatterns: list[URLPattern] = [
    *questionnaires,
    *desk,
    *filling,
    *reading,
    *signup,
]
