"""Sign-in and the second factor (django-allauth's views under our look), users and roles. Sign-up, e-mail and password mail have no URL."""

from allauth.account import views as account_views
from django.urls import include, path

from jiafeng.ground.accounts.views import door, doorway, favourites, resets, sessions, users

own = (
    [
        path("", users.users, name="users"),
        path("new", users.new_user, name="new_user"),
        path("<int:pk>/role", users.give_role, name="give_role"),
        path("<int:pk>/password", users.set_password, name="set_password"),
        path("<int:pk>/disable", users.disable, name="disable"),
        path("<int:pk>/enable", users.enable, name="enable"),
        path("<int:pk>/sessions", sessions.of_user, name="sessions_of"),
        path("<int:pk>/sessions/end", sessions.end_of_user, name="end_sessions_of"),
        path("roles/<int:pk>/end", users.end_role, name="end_role"),
        path("sessions", sessions.own, name="sessions"),
        path("sessions/end", sessions.end_own, name="end_sessions"),
        path("resets", resets.resets, name="resets"),
        path("resets/<int:pk>/confirm", resets.confirm, name="confirm_reset"),
        path("resets/<int:pk>/withdraw", resets.withdraw, name="withdraw_reset"),
        path("favourite", favourites.favourite, name="favourite"),
        path("door", door.entries, name="door"),
    ],
    "accounts",
)

urlpatterns = [
    path("users/", include(own)),
    path("login/", doorway.sign_in, name="account_login"),
    path("logout/", account_views.logout, name="account_logout"),
    path("reauthenticate/", doorway.reauthenticate, name="account_reauthenticate"),
    path("password/change/", doorway.change_password, name="account_change_password"),
    path("2fa/authenticate/", doorway.second_factor, name="mfa_authenticate"),
    path("2fa/reauthenticate/", doorway.second_factor_again, name="mfa_reauthenticate"),
    path("2fa/", include("allauth.mfa.base.urls")),
    path("2fa/totp/", include("allauth.mfa.totp.urls")),
    path("2fa/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
]
