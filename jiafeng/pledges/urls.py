"""Routes."""

from django.urls import path

from jiafeng.pledges.views import drives, prints, signers, signing

app_name = "pledges"
urlpatterns = [
    path("", drives.drives, name="drives"),
    path("new", drives.new_drive, name="new_drive"),
    path("<int:pk>", drives.drive, name="drive"),
    path("<int:pk>/edit", drives.edit_drive, name="edit_drive"),
    path("<int:pk>/text", drives.text, name="text"),
    path("<int:pk>/open", drives.open_drive, name="open_drive"),
    path("<int:pk>/close", drives.close_drive, name="close_drive"),
    path("<int:pk>/reopen", drives.reopen_drive, name="reopen_drive"),
    path("<int:pk>/code.svg", drives.code, name="code"),
    path("<int:pk>/poster.pdf", prints.poster, name="poster"),
    path("<int:pk>/sheet.pdf", prints.sheet, name="sheet"),
    path("<int:pk>/signers", signers.signers, name="signers"),
    path("<int:pk>/paper", signers.paper, name="paper"),
    path("<int:pk>/links", signers.links, name="links"),
    path("<int:pk>/links/<int:person>", signers.make_link, name="make_link"),
    path("signed/<int:pk>", signers.pledge, name="pledge"),
    path("signed/<int:pk>/withdraw", signers.withdraw, name="withdraw"),
    path("signed/<int:pk>/restore", signers.restore, name="restore"),
    # On a phone: the drive's shared link, and a person's own.
    path("s/<str:token>", signing.start, name="start"),
    path("s/<str:token>/sign", signing.sign, name="sign"),
    path("p/<str:token>", signing.mine, name="mine"),
    path("p/<str:token>/sign", signing.sign_mine, name="sign_mine"),
    path("p/<str:token>/withdraw", signing.withdraw_mine, name="withdraw_mine"),
    path("p/<str:token>/name", signing.show_mine, name="show_mine"),
]
