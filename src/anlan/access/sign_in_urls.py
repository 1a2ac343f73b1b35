"""The addresses of allauth that Anlan uses, under its names. No sign-up, no e-mail pages, no reset by
e-mail. Whatever changes a second factor is supervised first.
"""

from allauth.account import views
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import include, path

from anlan.access.web.invitation import invitation
from anlan.access.web.supervised import to_enrol, with_factor

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("invitation/", invitation, name="access_invitation"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("2fa/totp/activate/", to_enrol(totp.activate_totp)),
    path("2fa/totp/deactivate/", with_factor(totp.deactivate_totp)),
    path("2fa/recovery-codes/", with_factor(codes.view_recovery_codes)),
    path("2fa/recovery-codes/generate/", with_factor(codes.generate_recovery_codes)),
    path("2fa/recovery-codes/download/", with_factor(codes.download_recovery_codes)),
    path("2fa/", include("allauth.mfa.urls")),
]
