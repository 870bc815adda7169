"""Routes."""

from django.urls import path

from jiafeng.programme.drives.urls import paths
from jiafeng.programme.letters.views import asking, drives, entering, family, messages, own_letter, reading, uploads, wall, writing

app_name = "letters"
urlpatterns = [
    *paths(drives.PAGES),
    # Asking
    path("<int:pk>/ask", asking.ask, name="ask"),
    path("<int:pk>/sheets.pdf", asking.sheets, name="sheets"),
    # What came in
    path("<int:pk>/messages", messages.messages, name="messages"),
    path("<int:pk>/approve", messages.bulk_approve, name="bulk_approve"),
    path("<int:pk>/undo/<uuid:batch>", messages.undo, name="undo"),
    path("<int:pk>/queue", reading.queue, name="queue"),
    path("<int:pk>/enter", entering.enter, name="enter"),
    path("<int:pk>/upload", uploads.upload, name="upload"),
    path("uploads/<uuid:pk>", uploads.intake, name="intake"),
    path("pictures/<int:pk>/take", uploads.take, name="take"),
    path("pictures/<int:pk>/set-aside", uploads.set_aside, name="set_aside"),
    path("pictures/<int:pk>/bring-back", uploads.bring_back, name="bring_back"),
    path("pictures/<int:pk>/picture.jpg", uploads.picture, name="picture"),
    path("message/<int:pk>", messages.message, name="message"),
    path("message/<int:pk>/approve", reading.approve, name="approve"),
    path("message/<int:pk>/return", reading.return_message, name="return"),
    path("message/<int:pk>/reconsider", reading.reconsider, name="reconsider"),
    path("message/<int:pk>/withdraw", messages.withdraw, name="withdraw"),
    path("message/<int:pk>/transcribe", messages.transcribe, name="transcribe"),
    path("message/<int:pk>/consent", messages.consent, name="consent"),
    path("message/<int:pk>/cut", messages.cut, name="cut"),
    path("message/<int:pk>/ink.jpg", messages.ink, name="ink"),
    path("message/<int:pk>/photo.jpg", messages.photo, name="photo"),
    # Family letters
    path("family", family.letters, name="letters"),
    path("family/new", family.new_letter, name="new_letter"),
    path("family/booklet", family.booklet, name="booklet"),
    path("family/<int:pk>", family.letter, name="letter"),
    path("family/<int:pk>/decide", family.decide, name="decide_letter"),
    path("family/<int:pk>/reconsider", family.reconsider, name="reconsider_letter"),
    path("family/<int:pk>/withdraw", family.withdraw, name="withdraw_letter"),
    path("family/<int:pk>/<int:place>.jpg", family.page, name="letter_page"),
    # On a phone: the drive's shared link, and a person's own.
    path("s/<str:token>", writing.start, name="start"),
    path("s/<str:token>/write", writing.write, name="write"),
    path("p/<str:token>", writing.mine, name="mine"),
    path("p/<str:token>/write", writing.write_mine, name="write_mine"),
    path("p/<str:token>/cut", writing.cut_mine, name="cut_mine"),
    path("p/<str:token>/agree", writing.agree_mine, name="agree_mine"),
    path("p/<str:token>/withdraw", writing.withdraw_mine, name="withdraw_mine"),
    path("p/<str:token>/ink.jpg", writing.ink_mine, name="ink_mine"),
    path("p/<str:token>/photo.jpg", writing.photo_mine, name="photo_mine"),
    path("p/<str:token>/letter", own_letter.letter, name="letter_mine"),
    path("p/<str:token>/letter/write", own_letter.write, name="write_letter_mine"),
    path("p/<str:token>/letter/agree", own_letter.agree, name="agree_letter_mine"),
    path("p/<str:token>/letter/withdraw", own_letter.withdraw, name="withdraw_letter_mine"),
    path("p/<str:token>/letter/<int:place>.jpg", own_letter.page, name="letter_page_mine"),
    # Before the public: only what its author agrees to.
    path("wall", wall.wall, name="wall"),
    path("wall/<str:reference>", wall.shown, name="shown"),
    path("wall/<str:reference>/ink.jpg", wall.ink, name="shown_ink"),
    path("reading", wall.letters, name="reading"),
    path("reading/<str:reference>", wall.letter, name="read"),
    path("reading/<str:reference>/<int:place>.jpg", wall.page, name="read_page"),
]
