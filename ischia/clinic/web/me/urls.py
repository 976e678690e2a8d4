"""Which pages does a client's own area have?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.web.me import data_views, family_views, settings_views, views

me_urls: list[URLPattern] = [
    path("", views.home, name="me"),
    path("visits/", views.visits, name="my_visits"),
    path("documents/", views.documents, name="my_documents"),
    path("settings/", settings_views.settings, name="my_settings"),
    path("settings/language/", settings_views.language, name="my_language"),
    path("notifications/", settings_views.notifications, name="my_notifications"),
    path("consents/", settings_views.consents, name="my_consents"),
    path("consents/<uuid:consent_id>/", settings_views.withdraw, name="withdraw_consent"),
    path("data/", data_views.my_data, name="my_data"),
    path("data/file/", data_views.download, name="my_data_file"),
    path("data/erase/", data_views.erase, name="erase_me"),
    path("family/", family_views.family, name="my_family"),
    path("family/helper/", family_views.helper, name="add_helper"),
    path("family/person/", family_views.person, name="add_person"),
    path("family/own/", family_views.own, name="act_for_oneself"),
    path("family/<uuid:client_id>/switch/", family_views.switch, name="act_for"),
    path("family/<uuid:client_id>/take-over/", family_views.take_over, name="take_over_record"),
    path("family/ending/<uuid:authority_id>/", family_views.end, name="end_authority"),
]
