"""Sign-in and the second factor (django-allauth's views under our look), users and roles. Sign-up, e-mail and password mail have no URL."""

from allauth.account import views as account_views
from django.urls import include, path

from jiafeng.accounts import views

own = (
    [
        path("", views.users, name="users"),
        path("new", views.new_user, name="new_user"),
        path("<int:pk>/role", views.give_role, name="give_role"),
        path("<int:pk>/password", views.set_password, name="set_password"),
        path("roles/<int:pk>/end", views.end_role, name="end_role"),
    ],
    "accounts",
)

urlpatterns = [
    path("users/", include(own)),
    path("login/", account_views.login, name="account_login"),
    path("logout/", account_views.logout, name="account_logout"),
    path("reauthenticate/", account_views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account_views.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.base.urls")),
    path("2fa/totp/", include("allauth.mfa.totp.urls")),
    path("2fa/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
]
