from django.apps import AppConfig


class PicturesConfig(AppConfig):
    name = "jiafeng.programme.pictures"
    label = "pictures"

    def ready(self) -> None:
        from jiafeng.ground.people import holdings, withdrawals
        from jiafeng.programme.pictures.actions import join_on_picture, take_back
        from jiafeng.programme.pictures.models import PicturePerson

        holdings.register(PicturePerson, clash=join_on_picture)
        withdrawals.register(take_back)
