"""Routes."""

from django.urls import path

from jiafeng.events.views import by_phone, calendar, count, door, events, feedback, ledger, oneself, people, phones, prints, record, seating

app_name = "events"
urlpatterns = [
    path("", events.events, name="events"),
    path("new", events.new_event, name="new_event"),
    path("report", events.report, name="report"),
    path("<int:pk>", events.event, name="event"),
    path("<int:pk>/edit", events.edit_event, name="edit_event"),
    path("<int:pk>/programme", events.programme, name="programme"),
    path("<int:pk>/announce", events.open_event, name="open_event"),
    path("<int:pk>/held", events.hold_event, name="hold_event"),
    path("<int:pk>/close", events.close_event, name="close_event"),
    path("<int:pk>/cancel", events.cancel_event, name="cancel_event"),
    path("<int:pk>/reopen", events.reopen_event, name="reopen_event"),
    path("<int:pk>/reported", events.reported, name="reported"),
    path("<int:pk>/invitations", people.invitations, name="invitations"),
    path("<int:pk>/invitations/text", people.text_invitations, name="text_invitations"),
    path("<int:pk>/calls", people.calls, name="calls"),
    path("<int:pk>/invitations.pdf", prints.invitation_prints, name="invitation_prints"),
    path("<int:pk>/badges.pdf", prints.badges, name="badges"),
    path("<int:pk>/seat-cards.pdf", prints.seat_cards, name="seat_cards"),
    path("<int:pk>/minutes.pdf", prints.minutes_print, name="minutes_print"),
    path("<int:pk>/came", people.attendances, name="attendances"),
    path("<int:pk>/door", door.door, name="door"),
    path("<int:pk>/door/<int:person>", door.sign_in, name="sign_in"),
    path("<int:pk>/walk-in", door.walk_in, name="walk_in"),
    path("<int:pk>/minutes", record.minutes, name="minutes"),
    path("<int:pk>/photos", record.add_photo, name="add_photo"),
    path("photos/<int:pk>", record.photo, name="photo"),
    path("ledger", ledger.ledger, name="ledger"),
    path("<int:pk>/arithmetic", count.arithmetic, name="arithmetic"),
    path("<int:pk>/door/came", count.came, name="came"),
    path("<int:pk>/seats", seating.seats, name="seats"),
    path("<int:pk>/seats/all", seating.give_seats, name="give_seats"),
    path("<int:pk>/seats/one", seating.give_seat, name="give_seat"),
    path("<int:pk>/feedback", feedback.feedback, name="feedback"),
    path("<int:pk>/feedback/close", feedback.close_feedback, name="close_feedback"),
    path("feed/<str:token>.ics", calendar.feed, name="feed"),
    # On the screen at the door, and on the phone that scans it.
    path("<int:pk>/screen", oneself.screen, name="screen"),
    path("<int:pk>/screen/code", oneself.screen_code, name="screen_code"),
    path("<int:pk>/in/phone", by_phone.who, name="by_phone"),
    path("<int:pk>/in/phone/code", by_phone.code, name="by_phone_code"),
    path("<int:pk>/in/<str:code>", oneself.enter, name="enter"),
    path("<int:pk>/in", oneself.oneself, name="oneself"),
    # On the phones at the door.
    path("<int:pk>/scan", phones.scan, name="scan"),
    path("<int:pk>/phones", phones.add_device, name="add_device"),
    path("<int:pk>/phones/<int:device>/end", phones.end_device, name="end_device"),
    path("scan-worker.js", phones.worker, name="scan_worker"),
    path("phone/sign-in", phones.phone_sign_in, name="phone_sign_in"),
    path("phone/sync", phones.phone_sync, name="phone_sync"),
    path("phone/guests", phones.phone_guests, name="phone_guests"),
    # On the guest's phone.
    path("f/<str:token>", feedback.give_feedback, name="give_feedback"),
    path("f/<str:token>/thanks", feedback.feedback_thanks, name="feedback_thanks"),
    path("i/<str:token>.ics", calendar.invitation_entry, name="invitation_entry"),
    path("i/<str:token>", people.invitation, name="invitation"),
]
