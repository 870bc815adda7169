from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "jiafeng.figures"
    label = "figures"

    def ready(self) -> None:
        from jiafeng.figures.queries import target_choices, target_value
        from jiafeng.plans.queries import set_figures

        set_figures(target_choices, target_value)
