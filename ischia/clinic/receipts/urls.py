"""Which pages does the receipts app serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.receipts import package_views, settings_views, views

app_name = "receipts"
urlpatterns: list[URLPattern] = [
    path("", views.payments, name="payments"),
    path("billing/", settings_views.billing, name="billing"),
    path("session/<uuid:session_id>/", views.pay, name="pay"),
    path("session/<uuid:session_id>/free/", views.free, name="free"),
    path("client/<uuid:client_id>/package/", package_views.sell, name="sell"),
    path("package/<uuid:package_id>/", package_views.package, name="package"),
    path("<uuid:receipt_id>/", views.receipt, name="receipt"),
    path("<uuid:receipt_id>/pdf/", views.receipt_pdf, name="receipt_pdf"),
]
