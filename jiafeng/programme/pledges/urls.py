"""Routes."""

from django.urls import path

from jiafeng.programme.drives.urls import paths
from jiafeng.programme.pledges.views import booklets, disputes, drives, kiosk, personal, prints, shared, signers, wall

app_name = "pledges"
urlpatterns = [
    *paths(drives.PAGES),
    path("<int:pk>/text", drives.text, name="text"),
    path("<int:pk>/reconciliation", drives.reconciliation, name="reconciliation"),
    path("<int:pk>/poster.pdf", prints.poster, name="poster"),
    path("<int:pk>/signers", signers.signers, name="signers"),
    path("<int:pk>/disputes", disputes.disputes, name="disputes"),
    path("disputes/<int:pk>", disputes.dispute, name="dispute"),
    path("disputes/<int:pk>/decide", disputes.decide_dispute, name="decide_dispute"),
    path("signed/<int:pk>", signers.pledge, name="pledge"),
    path("signed/<int:pk>/withdraw", signers.withdraw, name="withdraw"),
    path("signed/<int:pk>/restore", signers.restore, name="restore"),
    path("signed/<int:pk>/dispute", disputes.note_dispute, name="note_dispute"),
    # On a phone: the drive's shared link, and a person's own.
    path("s/<str:token>", shared.start, name="start"),
    path("s/<str:token>/code", shared.code_step, name="code_step"),
    path("s/<str:token>/sign", shared.sign, name="sign"),
    path("p/<str:token>", personal.mine, name="mine"),
    path("p/<str:token>/sign", personal.sign_mine, name="sign_mine"),
    path("p/<str:token>/quick", personal.sign_quickly, name="sign_quickly"),
    path("p/<str:token>/withdraw", personal.withdraw_mine, name="withdraw_mine"),
    path("p/<str:token>/name", personal.show_mine, name="show_mine"),
    path("p/<str:token>/not-me", personal.dispute_mine, name="dispute_mine"),
    path("d/<str:receipt>", personal.dispute_receipt, name="dispute_receipt"),
    # On the big screen.
    path("<int:pk>/wall/open", drives.open_wall, name="open_wall"),
    path("<int:pk>/wall/close", drives.close_wall, name="close_wall"),
    path("w/<str:token>", wall.wall, name="wall"),
    path("w/<str:token>/state", wall.wall_state, name="wall_state"),
    path("w/<str:token>/names", wall.wall_names, name="wall_names"),
    # Bound together.
    path("<int:pk>/booklet", booklets.booklet, name="booklet"),
    # On the shared tablet.
    path("<int:pk>/kiosk", kiosk.start_kiosk, name="start_kiosk"),
    path("kiosks/<int:pk>/end", kiosk.end_kiosk, name="end_kiosk"),
    path("k/", kiosk.kiosk, name="kiosk"),
    path("k/sign", kiosk.kiosk_sign, name="kiosk_sign"),
    path("k/done", kiosk.kiosk_done, name="kiosk_done"),
    path("k/forget", kiosk.kiosk_forget, name="kiosk_forget"),
    path("k/leave", kiosk.kiosk_leave, name="kiosk_leave"),
]
