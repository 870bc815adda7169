from django.apps import AppConfig


class SmsConfig(AppConfig):
    name = "jiafeng.ground.sms"
    label = "sms"

    def ready(self) -> None:
        from jiafeng.ground.sms import actions, jobs

        actions.carried_by(jobs.ask_to_deliver)
